package pipeline

import "io"

// ReadDocuments calls each with the documents of an input in its order, those
// that are rejected too; stdin is read where the name is Stdin. A document may be kept. An
// error of each ends the reading and is returned.
func ReadDocuments(name string, rd Reading, stdin io.Reader, each func(*Document) error) (err error) {
	in, err := openInput(name, rd, stdin)
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
