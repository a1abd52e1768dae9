#!/usr/bin/env bash
# Trains a model a language on words and their pronunciations, by the recipe beside this file, and measures
# them: the share of words that are wrong, and the phoneme error rate.
#
#   g2p.sh SEQ2SEQ DATA OUT [LANGUAGE...]
#
# SEQ2SEQ is the launcher bin/seq2seq; DATA has a folder a language with train.tsv and valid.tsv, as
# SIGMORPHON's task of 2020. Of train.tsv every twentieth word chooses the model; valid.tsv is measured alone.
set -euo pipefail
seq2seq=$1 data=$2 out=$3
shift 3
recipe=${RECIPE:-$(dirname "${BASH_SOURCE[0]}")/g2p.json}
mkdir -p "$out"
[ $# -gt 0 ] || set -- $(cd "$data" && ls -d */ | tr -d /)
for language in "$@"; do
  run=$out/$language
  awk 'NR % 20 != 7' "$data/$language/train.tsv" > "$run.train.tsv"
  awk 'NR % 20 == 7' "$data/$language/train.tsv" > "$run.select.tsv"
  resume=()
  [ -d "$run/checkpoint" ] && resume=(--resume) || resume=(--recipe "$recipe")
  "$seq2seq" train --train "$run.train.tsv" --valid "$run.select.tsv" --out "$run" "${resume[@]}" 2>> "$run.log"
  "$seq2seq" evaluate --model "$run/model" --test "$data/$language/valid.tsv" --metrics exact,per 2>> "$run.log" |
    awk -v language="$language" '$1 == "exact" { wer = 100 - $2 } $1 == "per" { per = $2 }
      END { printf "%s\t%.2f\t%.2f\n", language, wer, per }' | tee "$run.scores"
done
cat "$out"/*.scores | awk -F'\t' '{ wer += $2; per += $3; n++ } END { printf "mean of %d\t%.2f\t%.2f\n", n, wer / n, per / n }'
