import { completeCommand, type Shell } from "./names.ts";

/**
 * Returns what a shell is to source. The scripts know no command and no option: they ask owconf, which answers a line
 * for each word, a tab and what it is; lines that begin with a colon say what else the shell is to do.
 */
export function renderScript(shell: Shell): string {
  return { bash, zsh, fish }[shell];
}

// Also for the Bash 3.2 of macOS, which has no mapfile and no compopt.
const bash = `# Completion of owconf for Bash: source <(owconf completion bash)
_owconf() {
  local line=\${COMP_LINE:0:COMP_POINT} program=owconf index word before found files="" tab=$'\\t'
  local -a words=()
  # Bash cuts at = and : as well: what has no blank before it goes on with the word before.
  for ((index = 0; index <= COMP_CWORD; index++)); do
    word=\${COMP_WORDS[index]} before=$line
    line=\${line#"\${line%%[![:space:]]*}"}
    ((index < COMP_CWORD)) || word=$line
    if ((index > 0)) && [[ $before == "$line" ]]; then
      words[\${#words[@]} - 1]+=$word
    else
      words+=("$word")
    fi
    line=\${line#"$word"}
  done
  [[ \${words[0]} == */* ]] && program=\${words[0]/#\\~\\//$HOME/}
  local typed=\${words[\${#words[@]} - 1]}
  # What Bash takes for a word of its own is all that it replaces.
  local kept=""
  [[ $COMP_WORDBREAKS == *=* && $typed == -*=* ]] && kept=\${typed%%=*}=
  COMPREPLY=()
  while IFS= read -r found; do
    case $found in
      :open) compopt -o nospace 2>/dev/null ;;
      :*) files=\${found#:} ;;
      ?*) found=\${found%%"$tab"*} && COMPREPLY+=("\${found#"$kept"}") ;;
    esac
  done < <("$program" ${completeCommand} -- "\${words[@]:1}" 2>/dev/null </dev/null)
  [[ -n $files ]] || return 0
  compopt -o filenames 2>/dev/null
  while IFS= read -r found; do
    if [[ $files == any || -d $found || $found == *.yaml || $found == *.yml || $found == *.json ]]; then
      COMPREPLY+=("$found")
    fi
  done < <(compgen -f -- "\${typed#"$kept"}")
}
complete -F _owconf owconf
`;

const zsh = `#compdef owconf
# Completion of owconf for Zsh: source <(owconf completion zsh), or as a file _owconf in a folder of $fpath.
_owconf() {
  local found files program=owconf
  local -a described space
  [[ $words[1] == */* ]] && program=\${~words[1]}
  for found in "\${(@f)$("$program" ${completeCommand} -- "\${(@)words[2,CURRENT]}" 2>/dev/null </dev/null)}"; do
    case $found in
      :open) space=(-S '') ;;
      :*) files=\${found#:} ;;
      *$'\\t'*) described+=("\${\${found%%$'\\t'*}//:/\\\\:}:\${found#*$'\\t'}") ;;
      ?*) described+=("\${found//:/\\\\:}") ;;
    esac
  done
  (( $#described )) && _describe -t values value described "$space[@]"
  # A value behind = is a path of its own.
  [[ -n $files ]] && compset -P '--*='
  case $files in
    specs) _files -g '*.(yaml|yml|json)' ;;
    any) _files ;;
  esac
}
if [[ $funcstack[1] == _owconf ]]; then
  _owconf "$@"
else
  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
  compdef _owconf owconf
fi
`;

const fish = `# Completion of owconf for fish: owconf completion fish | source
function __owconf_complete
    set -l words (commandline -opc) (commandline -ct)
    set -l program owconf
    string match -q '*/*' -- $words[1]; and set program (string replace -r '^~/' "$HOME/" -- $words[1])
    type -q $program; or return
    # A value behind = is a path of its own.
    set -l path (string replace -r '^--[^=]+=' '' -- $words[-1])
    set -l flag "$(string match -r '^--[^=]+=' -- $words[-1])"
    for found in ($program ${completeCommand} -- $words[2..-1] 2>/dev/null </dev/null)
        switch $found
            case :open
                # Behind a dot and a comma fish adds no blank.
            case :specs
                __owconf_paths $flag $path | string match -r '.*(?:/|\\.ya?ml|\\.json)(?:\\t.*)?$'
            case :any
                __owconf_paths $flag $path
            case '*'
                echo $found
        end
    end
end
function __owconf_paths -a flag path
    for found in (__fish_complete_path $path)
        echo "$flag$found"
    end
end
complete -c owconf -f -a '(__owconf_complete)'
`;
