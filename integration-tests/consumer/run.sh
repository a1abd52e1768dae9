#!/usr/bin/env bash
# Makes a Maven project outside this build, whose only dependencies are the zoo, the share-alike models and one engine, and
# lets it load every model by Criteria, on each engine in turn: the answers have to be the same.
#
#   run.sh WORK LOCAL_REPOSITORY
#
# The modules are packaged already. WORK is replaced. What LOCAL_REPOSITORY holds is copied from there rather than
# downloaded, and nothing is written into it.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$1 local=$2
rm -rf "$work"
mkdir -p "$work/project/src/main/java"
cp "$here/pom.xml" "$work/project/"
cp "$here/AllModels.java" "$work/project/src/main/java/"

# publish MODULE ARTIFACT: as "mvn deploy" would put it into a repository of its own.
publish() {
  local artifact=$2
  local version=0.1.0
  local to=$work/repository/io/github/djlseq2seq/$artifact/$version
  mkdir -p "$to"
  cp "$root/$1/pom.xml" "$to/$artifact-$version.pom"
  if [ -f "$root/$1/target/$artifact-$version.jar" ]; then
    cp "$root/$1/target/$artifact-$version.jar" "$to/"
  fi
}
publish . djl-seq2seq
publish seq2seq-block djl-seq2seq-block
publish translators djl-seq2seq-translators
publish zoo-models djl-seq2seq-zoo-models
publish zoo-models/pretrained djl-seq2seq-pretrained
publish zoo-models/pretrained-sharealike djl-seq2seq-pretrained-sharealike
publish zoo-models/zoo djl-seq2seq-zoo

export DJL_CACHE_DIR=$work/cache
for engine in pytorch mxnet; do
  mvn -B -q -f "$work/project/pom.xml" -P "$engine" -Dmaven.repo.local="$work/m2" \
    -Dproject.repository="file://$work/repository" -Dlocal.repository="file://$local" \
    -Danswers="$work/$engine.txt" compile exec:exec
done
cat "$work/pytorch.txt"
diff "$work/pytorch.txt" "$work/mxnet.txt"
