note='two certificates, self-signed as no authority is asked'
ask() {
  inside cat /var/lib/acme/.minica/cert.pem > "$case/ca.pem"
  curl -sm 10 --cacert "$case/ca.pem" --resolve "$1:443:$address" "https://$1/"
}
first() {
  expect encrypted ask one.example.test
  expect encrypted ask two.example.test
}
