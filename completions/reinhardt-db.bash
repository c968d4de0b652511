# Completion for reinhardt-db, generated from the command table in src/cli.

_reinhardt_db_words() {
    COMPREPLY+=($(compgen -W "$1" -- "$cur"))
}

_reinhardt_db_files() {
    compopt -o filenames 2>/dev/null
    local IFS=$'\n'
    COMPREPLY+=($(compgen "$1" -- "$cur"))
}

# Asks the program itself, which reads names of files and no database.
_reinhardt_db_ask() {
    COMPREPLY+=($(compgen -W "$("${COMP_WORDS[0]}" ${dir:+-C "$dir"} __complete "$@" 2>/dev/null)" -- "$cur"))
}

_reinhardt_db() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command= app= dir= place=0 i word
    COMPREPLY=()
    # bash splits words at '='.
    if [[ $cur == = ]]; then cur=; elif [[ $prev == = ]]; then prev=${COMP_WORDS[COMP_CWORD-2]}; fi
    for ((i = 1; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        case $word in
            -C) dir=${COMP_WORDS[i+1]/#\~/$HOME}; ((i++)) ;;
            -C|-d|--database|--format|--color|-n|--name|--language|--rename|--backfill|--no-backfill|--answers|--from|--wait|--lock-timeout|--statement-timeout|--optimize|--diff|-t|--tables|-o|--output)
                [[ ${COMP_WORDS[i+1]} == = ]] && ((i++))
                ((i++)) ;;
            -*|=) ;;
            *)
                if [[ -z $command ]]; then command=$word; else [[ -z $app ]] && app=$word; ((place++)); fi ;;
        esac
    done

    case $command in
        "")
            case $prev in
                -C) _reinhardt_db_files -d; return ;;
                -d|--database) _reinhardt_db_ask databases; return ;;
                --format) _reinhardt_db_words "text json"; return ;;
                --color) _reinhardt_db_words "auto always never"; return ;;
            esac
            if [[ $cur == -* ]]; then _reinhardt_db_words "-C -d --database --format --color -q --quiet -v --verbose --no-input -h --help -V --version"; else _reinhardt_db_words "makemigrations migrate squash showplan inspect help"; fi ;;
        makemigrations)
            case $prev in
                -n|--name) :; return ;;
                --language) _reinhardt_db_words "cpp toml json"; return ;;
                --rename) :; return ;;
                --backfill) :; return ;;
                --no-backfill) :; return ;;
                --answers) _reinhardt_db_files -f; return ;;
                -C) _reinhardt_db_files -d; return ;;
                -d|--database) _reinhardt_db_ask databases; return ;;
                --format) _reinhardt_db_words "text json"; return ;;
                --color) _reinhardt_db_words "auto always never"; return ;;
            esac
            if [[ $cur == -* ]]; then _reinhardt_db_words "-n --name --dry-run --check --empty --merge --update --no-database --language -i --interactive --rename --no-renames --backfill --no-backfill --answers --suggest-indexes -C -d --database --format --color -q --quiet -v --verbose --no-input -h --help -V --version"; return; fi
            case $place in
                *) _reinhardt_db_ask apps ;;
            esac ;;
        migrate)
            case $prev in
                --from) _reinhardt_db_ask all-migrations; return ;;
                --wait) :; return ;;
                --lock-timeout) :; return ;;
                --statement-timeout) :; return ;;
                -C) _reinhardt_db_files -d; return ;;
                -d|--database) _reinhardt_db_ask databases; return ;;
                --format) _reinhardt_db_words "text json"; return ;;
                --color) _reinhardt_db_words "auto always never"; return ;;
            esac
            if [[ $cur == -* ]]; then _reinhardt_db_words "--plan --check --sql --from --fake --fake-initial -y --yes --wait --lock-timeout --statement-timeout --accept-edited --all-databases --profile --to-state --test --prune -C -d --database --format --color -q --quiet -v --verbose --no-input -h --help -V --version"; return; fi
            case $place in
                0) _reinhardt_db_ask apps ;;
                1) _reinhardt_db_ask targets "$app" ;;
            esac ;;
        squash)
            case $prev in
                -n|--name) :; return ;;
                --optimize) _reinhardt_db_ask all-migrations; return ;;
                -C) _reinhardt_db_files -d; return ;;
                -d|--database) _reinhardt_db_ask databases; return ;;
                --format) _reinhardt_db_words "text json"; return ;;
                --color) _reinhardt_db_words "auto always never"; return ;;
            esac
            if [[ $cur == -* ]]; then _reinhardt_db_words "-n --name --no-optimize --dry-run --optimize -C -d --database --format --color -q --quiet -v --verbose --no-input -h --help -V --version"; return; fi
            case $place in
                0) _reinhardt_db_ask apps ;;
                1) _reinhardt_db_ask migrations "$app" ;;
                2) _reinhardt_db_ask migrations "$app" ;;
            esac ;;
        showplan)
            case $prev in
                --format) _reinhardt_db_words "text json dot mermaid svg"; return ;;
                -C) _reinhardt_db_files -d; return ;;
                -d|--database) _reinhardt_db_ask databases; return ;;
                --color) _reinhardt_db_words "auto always never"; return ;;
            esac
            if [[ $cur == -* ]]; then _reinhardt_db_words "-a --all --sql --backwards --only -g --graph --check --format -C -d --database --color -q --quiet -v --verbose --no-input -h --help -V --version"; return; fi
            case $place in
                0) _reinhardt_db_ask apps ;;
                1) _reinhardt_db_ask targets "$app" ;;
            esac ;;
        inspect)
            case $prev in
                --diff) _reinhardt_db_ask sources; _reinhardt_db_files -f; return ;;
                -t|--tables) :; return ;;
                -o|--output) _reinhardt_db_files -d; return ;;
                --format) _reinhardt_db_words "text json toml cpp sql dot mermaid svg"; return ;;
                -C) _reinhardt_db_files -d; return ;;
                -d|--database) _reinhardt_db_ask databases; return ;;
                --color) _reinhardt_db_words "auto always never"; return ;;
            esac
            if [[ $cur == -* ]]; then _reinhardt_db_words "--diff --check -t --tables -o --output --format -C -d --database --color -q --quiet -v --verbose --no-input -h --help -V --version"; return; fi
            case $place in
                0) _reinhardt_db_ask sources; _reinhardt_db_files -f ;;
            esac ;;
        help)
            case $prev in
                -C) _reinhardt_db_files -d; return ;;
                -d|--database) _reinhardt_db_ask databases; return ;;
                --format) _reinhardt_db_words "text json"; return ;;
                --color) _reinhardt_db_words "auto always never"; return ;;
            esac
            if [[ $cur == -* ]]; then _reinhardt_db_words "-C -d --database --format --color -q --quiet -v --verbose --no-input -h --help -V --version"; return; fi
            case $place in
                0) _reinhardt_db_words "makemigrations migrate squash showplan inspect help" ;;
            esac ;;
    esac
}

complete -F _reinhardt_db reinhardt-db
