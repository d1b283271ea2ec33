// Package copies finds what was there before: rows whose id was taken, texts
// that are near-copies of an earlier one, and ids that earlier nights wrote. It
// keeps what it must remember on disk, in pebble, so that memory does not grow
// with the input.
package copies
