package pipeline

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
)

// idLen is the length of an id that is made here: 128 bits in hexadecimal.
const idLen = 32

// appendContentID appends the id of a document without one to dst: the first
// half of the SHA-256 of what the row says of itself (title, text, and the
// source, url, target and about that it gives), each with its length before it.
//
// It depends on nothing else, so that the same snippet keeps its id in another
// file, at another line and under another version of the tool. Rows that are
// equal in all six therefore share an id: it names a content, and input_file
// with input_row names the row. buf is scratch; it is returned for reuse.
func appendContentID(dst, buf []byte, d *Document) (id, scratch []byte) {
	buf = appendContent(buf[:0], d)
	sum := sha256.Sum256(buf)
	return hex.AppendEncode(dst, sum[:idLen/2]), buf
}

// appendContent appends what a row says of itself, in a form that no other
// content shares.
func appendContent(dst []byte, d *Document) []byte {
	for _, s := range [...]string{d.Title, d.Text, d.Source, d.URL, d.Target, d.About} {
		dst = binary.AppendUvarint(dst, uint64(len(s)))
		dst = append(dst, s...)
	}
	return dst
}

// OwnID is the id that the input gives the document, "" where it gives none.
func (d *Document) OwnID() string {
	if made, _ := appendContentID(nil, nil, d); string(made) == d.ID {
		return ""
	}
	return d.ID
}
