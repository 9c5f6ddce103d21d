refused="it sets the machine's clock, and ends where it can't"
