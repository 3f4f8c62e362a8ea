#!/usr/bin/env bash
# @meta
# name: "Refused outside its namespace"
# description: "With access: namespace a script may do in its own namespace what charts need, and nothing elsewhere"
# access: namespace
# tags: [failing]
# @endmeta
set -euo pipefail

kubectl create role reader --verb=get,list --resource=pods
kubectl create rolebinding reader --role=reader --serviceaccount="$1:default"
kubectl get nodes
