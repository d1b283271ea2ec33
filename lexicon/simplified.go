package lexicon

// Simplified returns the simplified form of a character that only traditional
// text uses; ok is false for every other character. It is what the terms are
// checked by, and what tells a normaliser that a text holds traditional script.
func Simplified(r rune) (simple rune, ok bool) {
	if r < 0x3400 || r > 0xFAFF {
		return 0, false
	}
	const width = 6 // bytes of a pair
	key := string(r)
	lo, hi := 0, len(traditionalPairs)/width
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		at := mid * width
		switch pair := traditionalPairs[at : at+width]; {
		case pair[:3] == key:
			return []rune(pair[3:])[0], true
		case pair[:3] < key:
			lo = mid + 1
		default:
			hi = mid
		}
	}
	return 0, false
}
