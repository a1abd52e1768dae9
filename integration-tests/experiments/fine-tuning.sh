#!/usr/bin/env bash
# Tunes the French-English model on 2,000 pairs of a politer register, alone and mixed with pairs of the
# kind it knows, with all of it and with its encoder frozen, and measures both kinds before and after.
#
#   fine-tuning.sh SEQ2SEQ OLD_TRAIN.tsv OLD_VALID.tsv OUT [options of train]
#
# SEQ2SEQ is the launcher bin/seq2seq; OLD_*.tsv are French-English sentence pairs, such as Tatoeba's.
set -euo pipefail
seq2seq=$1 old_train=$2 old_valid=$3 out=$4
shift 4
mkdir -p "$out"

# Every sentence that the parts give, in an order that does not change.
pairs() {
  awk 'BEGIN {
    FS = "|"; OFS = "\t"
    n = split("Auriez-vous l\x27amabilité de|Would you be so kind as to;Je vous prie de bien vouloir|I would ask you to kindly;Puis-je vous demander de|May I ask you to;Nous vous serions reconnaissants de|We would be grateful if you were to;Veuillez avoir l\x27obligeance de|Please have the goodness to", ask, ";")
    v = split("fermer|close;ouvrir|open;apporter|bring;chercher|look for;réparer|repair;nettoyer|clean;vendre|sell;montrer|show", verb, ";")
    t = split("la porte|the door;la fenêtre|the window;le livre|the book;la lettre|the letter;la voiture|the car;les chaises|the chairs;le parapluie|the umbrella;la chambre|the room;les clés|the keys;la valise|the suitcase", thing, ";")
    w = split("avant midi|before noon;demain matin|tomorrow morning;ce soir|this evening;sans tarder|without delay;dès que possible|as soon as possible;cette semaine|this week", when, ";")
    for (i = 1; i <= n; i++) for (j = 1; j <= v; j++) for (k = 1; k <= t; k++) for (l = 1; l <= w; l++) {
      split(ask[i], a); split(verb[j], b); split(thing[k], c); split(when[l], d)
      end = a[1] ~ /^(Auriez|Puis)/ ? " ?" : "."
      print a[1] " " b[1] " " c[1] " " d[1] end, a[2] " " b[2] " " c[2] " " d[2] (end == " ?" ? "?" : ".")
    }
  }' | sed "s/ de ouvrir/ d'ouvrir/; s/ de apporter/ d'apporter/" | awk '{ print (NR * 7919) % 2411 "\t" $0 }' | sort -n -s -k1,1 | cut -f2-
}
pairs > "$out/polite.all.tsv"
head -n 2000 "$out/polite.all.tsv" > "$out/polite.tsv"
sed -n 2001,2200p "$out/polite.all.tsv" > "$out/polite.select.tsv"
tail -n +2201 "$out/polite.all.tsv" > "$out/polite.valid.tsv"
read_old() { case $1 in *.gz) gzip -dc "$1" ;; *) cat "$1" ;; esac; }
read_old "$old_train" | awk 'NR % 40 == 3 && n++ < 4000' > "$out/old.tsv"
read_old "$old_train" | awk 'NR % 400 == 5 && n++ < 200' > "$out/old.select.tsv"
cat "$out/polite.tsv" "$out/old.tsv" > "$out/mixed.tsv"
cat "$out/polite.select.tsv" "$out/old.select.tsv" > "$out/mixed.select.tsv"

bleu() {
  "$seq2seq" evaluate --model "$1" --test "$2" --metrics bleu --form normalized --references line 2> /dev/null |
    awk '$1 == "bleu" { print $2 }'
}
row() { printf '%-28s %6s  %6s\n' "$1" "$(bleu "$2" "$out/polite.valid.tsv")" "$(bleu "$2" "$old_valid")"; }

printf '%-28s %6s  %6s\n' "BLEU of" polite old
row "the model as it is" translation:source=fr,target=en
tune() { # name, pairs, options
  local name=$1 data=$2
  shift 2
  [ -d "$out/$name" ] || "$seq2seq" train --from translation:source=fr,target=en --train "$out/$data.tsv" \
    --valid "$out/$data.select.tsv" --out "$out/$name" "$@" 2> "$out/$name.log"
  row "$name" "$out/$name/model"
}
tune polite polite "$@"
tune mixed mixed "$@"
tune mixed-frozen-encoder mixed --set frozen.encoder=true "$@"
