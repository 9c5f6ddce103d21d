first() {
  expect OK inside redis-cli set key kept
  expect OK inside redis-cli save
}
again() { expect kept inside redis-cli get key; }
