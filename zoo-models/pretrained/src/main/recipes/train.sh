#!/usr/bin/env bash
# Trains a model of the zoo by its recipe beside this file.
#
#   train.sh SEQ2SEQ NAME TRAIN OUT [--swap] [--more FILE --without VALID]
#
# SEQ2SEQ is the launcher bin/seq2seq, NAME the recipe's name, TRAIN a file of source<TAB>target, .gz as well; with --swap
# its second column is the source. Of its distinct sources every twentieth, or fewer, so that they are some thousand at
# most, choose the model with all their targets. With --more every fourth pair of FILE, of another source or target
# language, is learnt as well, and TRAIN's four times: what both have in common is learnt from both; left out is what has a
# sentence of the pairs in VALID. The model comes to OUT/NAME/model; started again, the training goes on.
set -euo pipefail
seq2seq=$1 name=$2 train=$3 out=$4/$2
root=$4 swap='' more='' without=/dev/null
shift 4
while [ $# -gt 0 ]; do
  case $1 in
    --swap) swap=yes; shift ;;
    --more) more=$2; shift 2 ;;
    --without) without=$2; shift 2 ;;
    *) echo "train.sh: options are --swap, --more FILE and --without VALID, found $1" >&2; exit 2 ;;
  esac
done
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
if [ -d "$out/checkpoint" ]; then
  exec "$seq2seq" train --train "$root/$name.train.tsv" --valid "$root/$name.select.tsv" --out "$out" --resume
fi
pairs() {
  zcat -f "$1" | awk -F'\t' -v OFS='\t' -v swap="$swap" '{ print swap ? $2 OFS $1 : $1 OFS $2 }'
}
mkdir -p "$root"
pairs "$train" > "$root/$name.all.tsv"
awk -F'\t' -v train="$root/$name.train.tsv" -v select_="$root/$name.select.tsv" -v times="${more:+4}" '
  NR == FNR { if (!($1 in id)) id[$1] = ++n; next }
  { every = n > 20000 ? int(n / 1000) : 20 }
  id[$1] % every == 7 { print > select_; next }
  { for (i = times ? times : 1; i > 0; i--) print > train }
' "$root/$name.all.tsv" "$root/$name.all.tsv"
rm "$root/$name.all.tsv"
if [ -n "$more" ]; then
  pairs "$more" | awk -F'\t' -v without="$without" '
    function plain(text) { text = tolower(text); gsub(/[[:punct:][:space:]]/, "", text); return text }
    BEGIN { while ((getline line < without) > 0) { split(line, side, FS); known[plain(side[1])] known[plain(side[2])] } }
    NR % 4 == 0 && !(plain($1) in known) && !(plain($2) in known)
  ' >> "$root/$name.train.tsv"
fi
exec "$seq2seq" train --train "$root/$name.train.tsv" --valid "$root/$name.select.tsv" --out "$out" --recipe "$here/$name.json"
