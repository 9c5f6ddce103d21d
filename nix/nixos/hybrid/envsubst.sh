# The envsubst that services of NixOS call, which Debian lacks (gettext's takes neither files nor defaults):
# -i FILE, -o FILE; $NAME, ${NAME}, ${NAME:-DEFAULT}, ${NAME:+OTHER} and these without the colon; $$ is a dollar.
set -euo pipefail

input='' output='' unset_fails='' empty_fails='' keep_digits=''
while [ $# -gt 0 ]; do
  case ${1#-} in
    -i | i) input=$2 && shift ;;
    -o | o) output=$2 && shift ;;
    -no-unset | no-unset) unset_fails=yes ;;
    -no-empty | no-empty) empty_fails=yes ;;
    -d | d | -no-digit | no-digit) keep_digits=yes ;;
    -fail-fast | fail-fast) ;;
    *) echo "envsubst: $1 is not known" >&2 && exit 1 ;;
  esac
  shift
done

# Not the shell's own variables.
declare -A environment
while IFS= read -r -d '' entry; do
  environment[${entry%%=*}]=${entry#*=}
done < /proc/self/environ

fail() { echo "envsubst: \$$1 is $2" >&2 && exit 1; }

variable='^([^$]*)\$(\$|([A-Za-z0-9_]+)|\{([A-Za-z0-9_]+)((:?[-=+])([^}]*))?\})?(.*)$'

# Writes the text $1 into `expanded`.
expand() {
  local rest=$1 result='' whole name operator word is_set value
  while [[ $rest =~ $variable ]]; do
    result+=${BASH_REMATCH[1]} whole=${BASH_REMATCH[2]} name=${BASH_REMATCH[3]}${BASH_REMATCH[4]}
    operator=${BASH_REMATCH[6]} word=${BASH_REMATCH[7]} rest=${BASH_REMATCH[8]}
    if [ -z "$name" ]; then
      result+=\$
    elif [ -n "$keep_digits" ] && [[ $name == [0-9]* ]]; then
      result+=\$$whole
    else
      is_set=${environment[$name]+yes} value=${environment[$name]-}
      case $operator in :*) is_set=${value:+yes} ;; esac
      case $operator in
        *+) if [ -n "$is_set" ]; then expand "$word" && value=$expanded; else value=; fi ;;
        *[-=]) if [ -z "$is_set" ]; then expand "$word" && value=$expanded; fi ;;
        *)
          if [ -z "$is_set" ] && [ -n "$unset_fails" ]; then fail "$name" "not set"; fi
          if [ -n "$is_set" ] && [ -z "$value" ] && [ -n "$empty_fails" ]; then fail "$name" empty; fi
          ;;
      esac
      result+=$value
    fi
  done
  expanded=$result$rest
}

if [ -n "$input" ]; then exec < "$input"; fi
text=
while IFS= read -r line; do
  expand "$line"
  text+=$expanded$'\n'
done
expand "$line"
if [ -n "$output" ]; then exec > "$output"; fi
printf %s "$text$expanded"
