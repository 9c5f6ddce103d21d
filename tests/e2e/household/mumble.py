# Logs in to a Mumble server at its port, with the password of the first argument: says its welcome, or why not.
import socket
import ssl
import struct
import sys


def field(number, text):
    data = text.encode()
    return bytes([number << 3 | 2, len(data)]) + data


def texts(message):
    """The texts among the fields of a message."""
    found, at = [], 0

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = message[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while at < len(message):
        kind = varint() & 7
        if kind == 0:
            varint()
        elif kind == 2:
            length = varint()
            found.append(message[at : at + length].decode(errors="replace"))
            at += length
        else:
            at += 8 if kind == 1 else 4
    return " ".join(found)


context = ssl.create_default_context()
context.check_hostname = False
context.verify_mode = ssl.CERT_NONE
server = context.wrap_socket(socket.create_connection(("127.0.0.1", 64738), timeout=10))
version = bytes([1 << 3]) + b"\x80\x86\x04"  # 1.3.0
credentials = field(1, "alice") + field(2, sys.argv[1])
for kind, message in [(0, version), (2, credentials)]:
    server.sendall(struct.pack(">HI", kind, len(message)) + message)


def exactly(length):
    data = b""
    while len(data) < length:
        data += server.recv(length - len(data)) or sys.exit("the server has hung up")
    return data


while True:
    kind, length = struct.unpack(">HI", exactly(6))
    message = exactly(length)
    if kind in (4, 5):  # Reject, ServerSync
        print("refused:" if kind == 4 else "welcome:", texts(message))
        break
