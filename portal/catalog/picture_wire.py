"""What a picture child and its parent agree on, apart from the libraries of either."""

import struct

LENGTH = struct.Struct(">I")  # stands before every message, in bytes
