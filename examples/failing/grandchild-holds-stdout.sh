#!/usr/bin/env bash
# @meta
# name: "Grandchild holds stdout"
# description: "Passes, and leaves a process behind that keeps its output open: the result does not wait for it"
# tags: [failing]
# @endmeta
set -euo pipefail

(sleep 600; echo 'never read') &
echo "done, while process $! still holds the output"
