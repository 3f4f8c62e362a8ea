#!/usr/bin/env bash
# Deletes the namespaces that a run has listed. CLEANUP=one-by-one waits for each; CLEANUP=batch for all at once.
set -uo pipefail

list=$RESULTS_DIR/namespaces.txt
[[ -s $list ]] || exit 0
case ${CLEANUP:-one-by-one} in
  one-by-one)
    while read -r namespace; do
      kubectl delete namespace "$namespace" --ignore-not-found --timeout=60s </dev/null
    done <"$list"
    ;;
  batch) xargs kubectl delete namespace --ignore-not-found --timeout=600s <"$list" ;;
esac >>"$RESULTS_DIR/cleanup.log" 2>&1
rm -f "$list"
