#!/usr/bin/env bash
# Trains a model of the zoo by its recipe beside this file.
#
#   train.sh SEQ2SEQ NAME TRAIN OUT [--swap]
#
# SEQ2SEQ is the launcher bin/seq2seq, NAME the recipe's name, TRAIN a file of source<TAB>target, .gz as well; with --swap
# its second column is the source. Of its distinct sources every twentieth, or fewer, so that they are some thousand at
# most, choose the model with all their targets. The model comes to OUT/NAME/model; started again, the training goes on.
set -euo pipefail
seq2seq=$1 name=$2 train=$3 out=$4/$2 swap=${5:-}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
if [ -d "$out/checkpoint" ]; then
  exec "$seq2seq" train --train "$4/$name.train.tsv" --valid "$4/$name.select.tsv" --out "$out" --resume
fi
mkdir -p "$4"
zcat -f "$train" | awk -F'\t' -v OFS='\t' -v swap="$swap" '{ print swap ? $2 OFS $1 : $1 OFS $2 }' > "$4/$name.all.tsv"
awk -F'\t' -v train="$4/$name.train.tsv" -v select_="$4/$name.select.tsv" '
  NR == FNR { if (!($1 in id)) id[$1] = ++n; next }
  { every = n > 20000 ? int(n / 1000) : 20; print > (id[$1] % every == 7 ? select_ : train) }
' "$4/$name.all.tsv" "$4/$name.all.tsv"
rm "$4/$name.all.tsv"
exec "$seq2seq" train --train "$4/$name.train.tsv" --valid "$4/$name.select.tsv" --out "$out" --recipe "$here/$name.json"
