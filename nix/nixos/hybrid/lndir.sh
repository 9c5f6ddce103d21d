# lndir [-silent] FROM [TO]: makes the directories of FROM in TO, with links to everything else that is in them. A link
# to a directory counts as a directory: in Debian's packages bin is such a link.
[ "$1" != -silent ] || shift
from=$(realpath "$1")
cd "${2:-.}"
while IFS= read -r -d '' directory; do
  mkdir -p "./$directory"
done < <(find -L "$from" -type d -printf '%P\0')
while IFS= read -r -d '' file; do
  # What is there already stays.
  [ -e "./$file" ] || [ -L "./$file" ] || ln -s "$from/$file" "./$file"
done < <(find -L "$from" ! -type d -printf '%P\0')
