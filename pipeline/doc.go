// Package pipeline takes documents in and gives rows out: it reads text, repairs
// and normalises it, judges it in batches, and hands the rows to the output in
// the order of the input, whatever the number of workers.
//
// The way of one snippet: bytes are framed into records (one goroutine, in
// order), a worker turns a record into a [Document] of repaired text, makes its
// normalised view, cuts and judges it ([Analyzer]), and fills the record's slot
// with a row; one goroutine takes the batches up again in the input's order.
//
// Texts that people have labelled are judged by the same [Analyzer] ([Evaluate],
// [Ablate]); what comes of it is measured in pipeline/measure.
//
// An offset that leaves this package is 0-based and half-open, and counts code
// points of a stored column.
package pipeline
