#!/usr/bin/env bash
# Trains a German-English model on Multi30k by the recipe beside this file, and measures it: BLEU and chrF of
# normalised text, beam 5.
#
#   multi30k.sh SEQ2SEQ TRAIN VALID OUT [OPTION...]
#
# SEQ2SEQ is the launcher bin/seq2seq; TRAIN and VALID are files of source<TAB>target, in lower case and with
# punctuation set apart. Of TRAIN every 58th pair chooses the model, 500 of 29,000; VALID is measured alone. Options go to
# train, such as --set epochs=20. The texts may not be passed on, so neither may models of them.
set -euo pipefail
seq2seq=$1 train=$2 valid=$3 out=$4
shift 4
here=$(dirname "${BASH_SOURCE[0]}")
mkdir -p "$out"
awk 'NR % 58 != 7' "$train" > "$out/train.tsv"
awk 'NR % 58 == 7' "$train" > "$out/select.tsv"
start=(--recipe "$here/multi30k.json" "$@")
[ -d "$out/run/checkpoint" ] && start=(--resume)
"$seq2seq" train --train "$out/train.tsv" --valid "$out/select.tsv" --out "$out/run" "${start[@]}"
"$seq2seq" evaluate --model "$out/run/model" --test "$valid" --form normalized --references line
