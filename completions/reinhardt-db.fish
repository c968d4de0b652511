# Completion for reinhardt-db, generated from the command table in src/cli.

# The words in front of the cursor that are neither options nor their values: the command, then its arguments.
function __reinhardt_db_words
    set -l words (commandline -opc)
    set -l skip 1
    for word in $words
        if test $skip = 1
            set skip 0
        else if contains -- $word -C -d --database --format --color -n --name --language --rename --backfill --no-backfill --answers --from --wait --lock-timeout --statement-timeout -n --optimize --diff -t --tables -o --output
            set skip 1
        else if not string match -q -- '-*' $word
            echo $word
        end
    end
end

function __reinhardt_db_at -a command place
    set -l words (__reinhardt_db_words)
    test "$words[1]" = "$command"; and begin
        test "$place" = any; or test (count $words) -eq (math $place + 1)
    end
end

# Asks the program itself, which reads names of files and no database.
function __reinhardt_db_ask -a kind
    set -l start
    set -l words (commandline -opc)
    if set -l at (contains -i -- -C $words)
        set start -C $words[(math $at + 1)]
    end
    set -l names (__reinhardt_db_words)
    $words[1] $start __complete $kind $names[2] 2>/dev/null
end

complete -c reinhardt-db -f
complete -c reinhardt-db -n '__reinhardt_db_at "" any' -a makemigrations -d 'write migrations for what changed in the models'
complete -c reinhardt-db -n '__reinhardt_db_at "" any' -a migrate -d 'apply migrations to a database, or take them back'
complete -c reinhardt-db -n '__reinhardt_db_at "" any' -a squash -d 'replace a range of migrations by one'
complete -c reinhardt-db -n '__reinhardt_db_at "" any' -a showplan -d 'show what migrate would do'
complete -c reinhardt-db -n '__reinhardt_db_at "" any' -a inspect -d 'show a schema, or compare two'
complete -c reinhardt-db -n '__reinhardt_db_at "" any' -a help -d 'open the manual page of a command'

complete -c reinhardt-db -s C -x -a '(__fish_complete_directories)' -d 'work on the project that DIR is in'
complete -c reinhardt-db -s d -l database -x -a '(__reinhardt_db_ask databases)' -d 'the database to work on'
complete -c reinhardt-db -l color -x -a 'auto always never' -d 'when to use colour: auto, always or never'
complete -c reinhardt-db -s q -l quiet -d 'print errors alone, and what was asked for'
complete -c reinhardt-db -s v -l verbose -d 'say more; may be repeated'
complete -c reinhardt-db -l no-input -d 'never ask; fail where an answer is needed'
complete -c reinhardt-db -s h -l help -d 'print help and exit'
complete -c reinhardt-db -s V -l version -d 'print the version and the drivers found, and exit'
complete -c reinhardt-db -n '__reinhardt_db_at "" any' -l format -x -a 'text json' -d 'what is printed: text or json'

complete -c reinhardt-db -n '__reinhardt_db_at makemigrations any' -s n -l name -x -d 'call the migration NAME, behind its number'
complete -c reinhardt-db -n '__reinhardt_db_at makemigrations any' -l dry-run -d 'show what would be written, write nothing'
complete -c reinhardt-db -n '__reinhardt_db_at makemigrations any' -l check -d 'as --dry-run; exit 3 if anything would be written'
complete -c reinhardt-db -n '__reinhardt_db_at makemigrations any' -l empty -d 'write an empty migration, to be filled by hand'
complete -c reinhardt-db -n '__reinhardt_db_at makemigrations any' -l merge -d 'join the two heads of an app'
complete -c reinhardt-db -n '__reinhardt_db_at makemigrations any' -l update -d 'fold the changes into each app\'s last migration'
complete -c reinhardt-db -n '__reinhardt_db_at makemigrations any' -l no-database -d 'with --update: do not ask the database'
complete -c reinhardt-db -n '__reinhardt_db_at makemigrations any' -l language -x -a 'cpp toml json' -d 'write the migrations in cpp, toml or json'
complete -c reinhardt-db -n '__reinhardt_db_at makemigrations any' -s i -l interactive -d 'walk through the changes one by one'
complete -c reinhardt-db -n '__reinhardt_db_at makemigrations any' -l rename -x -d 'say that NEW was called OLD'
complete -c reinhardt-db -n '__reinhardt_db_at makemigrations any' -l no-renames -d 'treat nothing as renamed beyond what --rename says'
complete -c reinhardt-db -n '__reinhardt_db_at makemigrations any' -l backfill -x -d 'the value of FIELD for rows that exist'
complete -c reinhardt-db -n '__reinhardt_db_at makemigrations any' -l no-backfill -x -d 'give FIELD no value: applying fails if there are rows'
complete -c reinhardt-db -n '__reinhardt_db_at makemigrations any' -l answers -r -F -d 'read answers from a TOML file'
complete -c reinhardt-db -n '__reinhardt_db_at makemigrations any' -l suggest-indexes -d 'look at the models and suggest indexes; write nothing'
complete -c reinhardt-db -n '__reinhardt_db_at makemigrations any' -l format -x -a 'text json' -d 'what is printed: text or json'
complete -c reinhardt-db -n '__reinhardt_db_at makemigrations any' -a '(__reinhardt_db_ask apps)'

complete -c reinhardt-db -n '__reinhardt_db_at migrate any' -l plan -d 'show what would be done (as showplan), do nothing'
complete -c reinhardt-db -n '__reinhardt_db_at migrate any' -l check -d 'exit 3 if anything is pending, do nothing'
complete -c reinhardt-db -n '__reinhardt_db_at migrate any' -l sql -d 'print the script that does it, do nothing'
complete -c reinhardt-db -n '__reinhardt_db_at migrate any' -l from -x -a '(__reinhardt_db_ask all-migrations)' -d 'with --sql: where the script starts'
complete -c reinhardt-db -n '__reinhardt_db_at migrate any' -l fake -d 'record migrations as applied without running them'
complete -c reinhardt-db -n '__reinhardt_db_at migrate any' -l fake-initial -d 'record initial migrations whose tables are there already'
complete -c reinhardt-db -n '__reinhardt_db_at migrate any' -s y -l yes -d 'do not ask before steps that lose data'
complete -c reinhardt-db -n '__reinhardt_db_at migrate any' -l wait -x -d 'how long to wait for another run\'s lock; 10 unless given'
complete -c reinhardt-db -n '__reinhardt_db_at migrate any' -l lock-timeout -x -d 'how long a statement waits for a lock that another connection holds'
complete -c reinhardt-db -n '__reinhardt_db_at migrate any' -l statement-timeout -x -d 'how long a statement may run'
complete -c reinhardt-db -n '__reinhardt_db_at migrate any' -l accept-edited -d 'take applied migrations that were edited as they are now'
complete -c reinhardt-db -n '__reinhardt_db_at migrate any' -l all-databases -d 'do it for every database of the project file, in its order'
complete -c reinhardt-db -n '__reinhardt_db_at migrate any' -l profile -d 'show where the time went, slowest first'
complete -c reinhardt-db -n '__reinhardt_db_at migrate any' -l to-state -d 'make a fresh database straight from the final state'
complete -c reinhardt-db -n '__reinhardt_db_at migrate any' -l test -d 'try the whole history on a scratch database'
complete -c reinhardt-db -n '__reinhardt_db_at migrate any' -l prune -d 'remove APP\'s records of migrations whose files are gone'
complete -c reinhardt-db -n '__reinhardt_db_at migrate any' -l format -x -a 'text json' -d 'what is printed: text or json'
complete -c reinhardt-db -n '__reinhardt_db_at migrate 0' -a '(__reinhardt_db_ask apps)'
complete -c reinhardt-db -n '__reinhardt_db_at migrate 1' -a '(__reinhardt_db_ask targets)'

complete -c reinhardt-db -n '__reinhardt_db_at squash any' -s n -l name -x -d 'call the squash NAME, behind its number'
complete -c reinhardt-db -n '__reinhardt_db_at squash any' -l no-optimize -d 'keep all operations as they are'
complete -c reinhardt-db -n '__reinhardt_db_at squash any' -l dry-run -d 'prove it and say what would be written, write nothing'
complete -c reinhardt-db -n '__reinhardt_db_at squash any' -l optimize -x -a '(__reinhardt_db_ask all-migrations)' -d 'reduce the operations of one migration, in place'
complete -c reinhardt-db -n '__reinhardt_db_at squash any' -l format -x -a 'text json' -d 'what is printed: text or json'
complete -c reinhardt-db -n '__reinhardt_db_at squash 0' -a '(__reinhardt_db_ask apps)'
complete -c reinhardt-db -n '__reinhardt_db_at squash 1' -a '(__reinhardt_db_ask migrations)'
complete -c reinhardt-db -n '__reinhardt_db_at squash 2' -a '(__reinhardt_db_ask migrations)'

complete -c reinhardt-db -n '__reinhardt_db_at showplan any' -s a -l all -d 'show applied migrations too, with their dates'
complete -c reinhardt-db -n '__reinhardt_db_at showplan any' -l sql -d 'print the statements, in the dialect of the database'
complete -c reinhardt-db -n '__reinhardt_db_at showplan any' -l backwards -d 'show what undoes that one migration'
complete -c reinhardt-db -n '__reinhardt_db_at showplan any' -l only -d 'show just that migration, not what it needs'
complete -c reinhardt-db -n '__reinhardt_db_at showplan any' -s g -l graph -d 'draw the history as a picture'
complete -c reinhardt-db -n '__reinhardt_db_at showplan any' -l check -d 'exit 3 if anything is pending'
complete -c reinhardt-db -n '__reinhardt_db_at showplan any' -l format -x -a 'text json dot mermaid svg' -d 'text, json; with --graph also dot, mermaid, svg'
complete -c reinhardt-db -n '__reinhardt_db_at showplan 0' -a '(__reinhardt_db_ask apps)'
complete -c reinhardt-db -n '__reinhardt_db_at showplan 1' -a '(__reinhardt_db_ask targets)'

complete -c reinhardt-db -n '__reinhardt_db_at inspect any' -l diff -r -F -a '(__reinhardt_db_ask sources)' -d 'show what would have to happen to SOURCE to become OTHER'
complete -c reinhardt-db -n '__reinhardt_db_at inspect any' -l check -d 'with --diff: exit 3 on any difference'
complete -c reinhardt-db -n '__reinhardt_db_at inspect any' -s t -l tables -x -d 'only tables whose name matches'
complete -c reinhardt-db -n '__reinhardt_db_at inspect any' -s o -l output -x -a '(__fish_complete_directories)' -d 'with --format toml or cpp: write a file for each app'
complete -c reinhardt-db -n '__reinhardt_db_at inspect any' -l format -x -a 'text json toml cpp sql dot mermaid svg' -d 'text, json, toml, cpp, sql, dot, mermaid or svg'
complete -c reinhardt-db -n '__reinhardt_db_at inspect 0' -F -a '(__reinhardt_db_ask sources)'

complete -c reinhardt-db -n '__reinhardt_db_at help any' -l format -x -a 'text json' -d 'what is printed: text or json'
complete -c reinhardt-db -n '__reinhardt_db_at help 0' -a 'makemigrations migrate squash showplan inspect help'
