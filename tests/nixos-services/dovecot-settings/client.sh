refused="writes settings for Dovecot 2.3, and Debian's"
