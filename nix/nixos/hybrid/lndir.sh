# lndir [-silent] FROM [TO]: makes the directories of FROM in TO, with links to all else that is in them. What is a link
# to a directory in FROM is one of the directories: of Debian's packages bin is one.
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
