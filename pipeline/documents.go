package pipeline

import "io"

// ReadDocuments calls each with the documents of an input in its order, those
// that are rejected too. It reads a file by its name's ending unless a format
// is declared, and stdin where the name is Stdin. A document may be kept. An
// error of each ends the reading and is returned.
func ReadDocuments(name string, declared Format, stdin io.Reader, each func(*Document) error) (err error) {
	in, err := openInput(name, declared, stdin)
	if err != nil {
		return err
	}
	defer func() {
		if shut := in.close(); err == nil {
			err = shut
		}
	}()
	var p parser
	b := newBatch()
	for !b.last {
		if err := in.fill(b); err != nil {
			return err
		}
		b.parse(&p)
		for i := range b.docs {
			if err := each(&b.docs[i]); err != nil {
				return err
			}
		}
	}
	return nil
}
