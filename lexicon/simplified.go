package lexicon

// Simplified returns the simplified form of a character that only traditional
// text uses; ok is false for every other character. It is what the terms are
// checked by, and what tells a normaliser that a text holds traditional script.
func Simplified(r rune) (simple rune, ok bool) {
	if r < 0x3400 || r > 0xFAFF {
		return 0, false
	}
	const width = 6 // bytes of a pair
	lo, hi := 0, len(traditionalPairs)/width
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		switch key := threeBytes(traditionalPairs[mid*width:]); {
		case key == r:
			return threeBytes(traditionalPairs[mid*width+width/2:]), true
		case key < r:
			lo = mid + 1
		default:
			hi = mid
		}
	}
	return 0, false
}

// threeBytes decodes the character of three bytes that s begins with.
func threeBytes(s string) rune {
	return rune(s[0]&0x0F)<<12 | rune(s[1]&0x3F)<<6 | rune(s[2]&0x3F)
}
