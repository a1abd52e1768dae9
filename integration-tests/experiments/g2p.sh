#!/usr/bin/env bash
# Trains one model on the words and pronunciations of several languages, by the recipe beside this file, makes a model
# folder for each language, and measures them: the share of words that are wrong, and the phoneme error rate.
#
#   g2p.sh SEQ2SEQ DATA OUT
#
# SEQ2SEQ is the launcher bin/seq2seq; DATA has a folder a language with train.tsv and valid.tsv, as SIGMORPHON's task of
# 2020. Of train.tsv every thirtieth word chooses the model, which then learns all words for four epochs more; valid.tsv is
# measured alone. Each source begins with a sign for its language; the folder of a language, OUT/models/LANGUAGE, has it as
# source.prefix.
set -euo pipefail
seq2seq=$1 data=$2 out=$3
mkdir -p "$out/models"
signs=(① ② ③ ④ ⑤ ⑥ ⑦ ⑧ ⑨ ⑩ ⑪ ⑫ ⑬ ⑭ ⑮ ⑯ ⑰ ⑱ ⑲ ⑳)
languages=($(cd "$data" && ls -d */ | tr -d /))

rm -f "$out/train.tsv" "$out/select.tsv"
for i in "${!languages[@]}"; do
  file=$data/${languages[i]}/train.tsv
  awk -v sign="${signs[i]}" 'NR % 30 != 7 { print sign $0 }' "$file" >> "$out/train.tsv"
  awk -v sign="${signs[i]}" 'NR % 30 == 7 { print sign $0 }' "$file" >> "$out/select.tsv"
done

start=(--recipe "$(dirname "${BASH_SOURCE[0]}")/g2p.json")
[ -d "$out/run/checkpoint" ] && start=(--resume)
"$seq2seq" train --train "$out/train.tsv" --valid "$out/select.tsv" --out "$out/run" "${start[@]}"

cat "$out/train.tsv" "$out/select.tsv" > "$out/all.tsv"
start=(--from "$out/run/model" --set epochs=4 --set learningRate=0.0004 --set warmup=100)
[ -d "$out/tuned/checkpoint" ] && start=(--resume)
"$seq2seq" train --train "$out/all.tsv" --valid "$out/select.tsv" --out "$out/tuned" "${start[@]}"

for i in "${!languages[@]}"; do
  language=${languages[i]}
  model=$out/models/$language
  rm -rf "$model"
  cp -r "$out/tuned/model" "$model"
  # The sums are of the folder before the change.
  rm "$model/checksums.json"
  sed -i "s/\"prefix\":\"\"/\"prefix\":\"${signs[i]}\"/" "$model/text.json"
  "$seq2seq" evaluate --model "$model" --test "$data/$language/valid.tsv" --metrics exact,per 2> /dev/null |
    awk -v language="$language" '$1 == "exact" { wer = 100 - $2 } $1 == "per" { per = $2 }
      END { printf "%s\t%.2f\t%.2f\n", language, wer, per }' | tee "$out/$language.scores"
done
cat "$out"/*.scores | awk -F'\t' '{ wer += $2; per += $3; n++ } END { printf "mean of %d\t%.2f\t%.2f\n", n, wer / n, per / n }'
