/**
 * The library's script for bash evaluates what is being typed, and needs the package bash-completion; this one does
 * neither. Bash splits words at "=" and ":", so they are joined again. For bash 3.2 (macOS) and newer.
 */
export const bashScript = String.raw`# bash completion for muster
_muster() {
    local words=() count=0 glue="" word line last reply=() directive=4 i
    for ((i = 1; i <= COMP_CWORD; i++)); do
        word=${'$'}{COMP_WORDS[i]}
        if [[ $word == [=:] && $count -gt 0 ]]; then
            words[count-1]+=$word glue=1
        elif [[ -n $glue ]]; then
            words[count-1]+=$word glue=""
        else
            words[count]=$word count=$((count + 1))
        fi
    done
    last=${'$'}{words[count-1]}
    last=${'$'}{last#*=}
    while IFS= read -r line; do
        case $line in
            :[0-9]*) directive=${'$'}{line#:} ;;
            ?*) line=${'$'}{line%%$'\t'*}; [[ $last == *:* ]] && line=${'$'}{line#"${'$'}{last%:*}:"}; reply+=("$line") ;;
        esac
    done < <(muster complete -- "${'$'}{words[@]}" 2>/dev/null)
    COMPREPLY=("${'$'}{reply[@]}")
    if [[ $directive == 4 ]] && type compopt &>/dev/null; then compopt +o default; fi
}
complete -o default -F _muster muster
`;
