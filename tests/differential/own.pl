# A client of the message bus that does what its arguments say, one after the other:
#   own NAME    has the name from now on (waits in its queue where another has it)
#   disown      has none any more
#   sleep SECONDS | exit STATUS | note WORD (into the file `notes`)
# perl-base has no D-Bus, so the three messages that it takes are put together here.
use strict;
use Socket;

my ($bus, $serial) = (undef, 0);

sub text { my ($text) = @_; pack('L', length $text) . "$text\0" }
sub padded { my ($bytes, $to) = @_; $bytes . "\0" x (-length($bytes) % $to) }

sub field {
    my ($code, $type, $value) = @_;
    chr($code) . "\1$type\0" . ($type eq 'g' ? chr(length $value) . "$value\0" : text($value));
}

sub taken {
    my ($length) = @_;
    my $bytes = '';
    while (length $bytes < $length) {
        sysread($bus, $bytes, $length - length $bytes, length $bytes) or die 'the bus has gone';
    }
    $bytes;
}

sub call {
    my ($member, $signature, $body) = @_;
    my @fields = ([1, 'o', '/org/freedesktop/DBus'], [2, 's', 'org.freedesktop.DBus'], [3, 's', $member],
        [6, 's', 'org.freedesktop.DBus']);
    push @fields, [8, 'g', $signature] if $signature;
    my $fields = '';
    $fields = padded($fields, 8) . field(@$_) for @fields;
    my $head = pack('aCCCLLL', 'l', 1, 0, 1, length $body, ++$serial, length $fields);
    syswrite $bus, padded($head . $fields, 8) . $body;
    while (1) {
        my (undef, $type, undef, undef, $length, undef, $more) = unpack 'aCCCLLL', taken(16);
        taken($length + length padded('x' x $more, 8));
        return $type == 2 if $type == 2 || $type == 3;
    }
}

sub own {
    my ($name) = @_;
    if (!$bus) {
        socket $bus, PF_UNIX, SOCK_STREAM, 0 or die $!;
        connect $bus, pack_sockaddr_un('/run/dbus/system_bus_socket') or die $!;
        syswrite $bus, "\0AUTH EXTERNAL " . unpack('H*', $>) . "\r\n";
        my $answer = '';
        $answer .= taken(1) until $answer =~ /\r\n$/;
        syswrite $bus, "BEGIN\r\n";
        call('Hello', '', '');
    }
    call('RequestName', 'su', padded(text($name), 4) . pack('L', 0)) or die "no $name";
}

while (defined(my $word = shift @ARGV)) {
    if ($word eq 'own') { own(shift @ARGV) }
    elsif ($word eq 'disown') { close $bus; undef $bus }
    elsif ($word eq 'sleep') { select undef, undef, undef, shift @ARGV }
    elsif ($word eq 'exit') { exit shift @ARGV }
    elsif ($word eq 'note') { open my $notes, '>>', 'notes' or die $!; print $notes shift(@ARGV) . "\n" }
}
