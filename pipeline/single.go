package pipeline

// NewDocument makes a document of a text that stands in no file, repaired as an
// input's would be.
func NewDocument(title, text string) Document {
	var d Document
	var n, m int
	d.Title, n = repair(title)
	d.Text, m = repair(text)
	d.Repairs = n + m
	if blank(d.Title) && blank(d.Text) {
		d.reject(blankReason)
	}
	d.settle()
	id, _ := appendContentID(nil, nil, &d)
	d.ID = string(id)
	return d
}
