# Documents, pictures, sound and film.
let
  runs = import ./runs.nix;
in
{
  asciidoctor = "asciidoctor";
  aspell = "aspell";
  catdoc = "catdoc";
  cowsay = {
    debs = [ "cowsay" ];
    links."bin/cowsay" = "usr/games/cowsay";
  };
  csvkit = runs "csvlook" "csvkit";
  discount = runs "markdown" "discount";
  exiftool = runs "exiftool" "libimage-exiftool-perl";
  ffmpeg = "ffmpeg";
  ffmpeg-headless = runs "ffmpeg" "ffmpeg";
  figlet = "figlet";
  fontconfig = runs "fc-list" "fontconfig";
  fortune = {
    debs = [ "fortune-mod" ];
    links."bin/fortune" = "usr/games/fortune";
  };
  ghostscript = runs "gs" "ghostscript";
  gnuplot = runs "gnuplot" "gnuplot-nox";
  graphicsmagick = runs "gm" "graphicsmagick";
  graphviz = runs "dot" "graphviz";
  groff = "groff-base";
  imagemagick = runs "convert" "imagemagick";
  jpegoptim = "jpegoptim";
  libwebp = runs "cwebp" "webp";
  mediainfo = "mediainfo";
  optipng = "optipng";
  pandoc = "pandoc";
  pdftk = "pdftk-java";
  pngquant = "pngquant";
  poppler-utils = runs "pdftotext" "poppler-utils";
  poppler_utils = runs "pdftotext" "poppler-utils";
  qpdf = "qpdf";
  qrencode = "qrencode";
  recode = "recode";
  rrdtool = "rrdtool";
  sl = {
    debs = [ "sl" ];
    links."bin/sl" = "usr/games/sl";
  };
  sox = "sox";
}
