first() { expect 192.0.2.8 inside dig +short +time=2 "@$address" www.example.org; }
