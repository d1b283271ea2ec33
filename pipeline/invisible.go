package pipeline

// invisible says whether a code point shows nothing and separates nothing:
// zero-width characters, direction marks, the soft hyphen, a byte order mark
// in the middle of a text.
func invisible(r rune) bool {
	switch {
	case r < 0xAD:
		return false
	case r == 0xAD, r == 0x61C, r == 0x180E, r == 0xFEFF:
		return true
	case r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x206F:
		return true
	}
	return false
}
