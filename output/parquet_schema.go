package output

import (
	"bytes"
	"encoding/base64"
	"fmt"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/ipc"
	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/compress"
	"github.com/apache/arrow/go/v17/parquet/metadata"
	"github.com/apache/arrow/go/v17/parquet/schema"
)

// parquetRoot translates an Arrow schema. It is our own translation because the
// library's makes the elements of every list nullable.
func parquetRoot(s *arrow.Schema) (*schema.GroupNode, error) {
	fields := make(schema.FieldList, s.NumFields())
	for i, f := range s.Fields() {
		n, err := parquetNode(f)
		if err != nil {
			return nil, err
		}
		fields[i] = n
	}
	return schema.NewGroupNode("schema", parquet.Repetitions.Required, fields, -1)
}

func parquetNode(f arrow.Field) (schema.Node, error) {
	rep := parquet.Repetitions.Required
	if f.Nullable {
		rep = parquet.Repetitions.Optional
	}
	switch t := f.Type.(type) {
	case *arrow.StringType:
		return schema.NewPrimitiveNodeLogical(f.Name, rep, schema.StringLogicalType{}, parquet.Types.ByteArray, -1, -1)
	case *arrow.Float64Type:
		return schema.NewPrimitiveNode(f.Name, rep, parquet.Types.Double, -1, -1)
	case *arrow.Int32Type:
		return schema.NewPrimitiveNodeLogical(f.Name, rep, schema.NewIntLogicalType(32, true), parquet.Types.Int32, -1, -1)
	case *arrow.Int64Type:
		return schema.NewPrimitiveNodeLogical(f.Name, rep, schema.NewIntLogicalType(64, true), parquet.Types.Int64, -1, -1)
	case *arrow.TimestampType:
		return schema.NewPrimitiveNodeLogical(f.Name, rep, schema.NewTimestampLogicalType(true, schema.TimeUnitMillis), parquet.Types.Int64, -1, -1)
	case *arrow.ListType:
		element, err := parquetNode(t.ElemField())
		if err != nil {
			return nil, err
		}
		return schema.ListOfWithName(f.Name, element, rep, -1)
	case *arrow.StructType:
		fields := make(schema.FieldList, t.NumFields())
		for i := range fields {
			n, err := parquetNode(t.Field(i))
			if err != nil {
				return nil, err
			}
			fields[i] = n
		}
		return schema.NewGroupNode(f.Name, rep, fields, -1)
	default:
		return nil, fmt.Errorf("column %s: no Parquet type for %s", f.Name, f.Type)
	}
}

// parquetProperties compresses what differs from row to row. The other columns
// are dictionaries whose indices are packed so tightly that a codec would only
// cost time, and random ids cannot be compressed to less than half.
func parquetProperties(s *Schema) *parquet.WriterProperties {
	props := []parquet.WriterProperty{
		parquet.WithRootRepetition(parquet.Repetitions.Required),
		parquet.WithCompression(compress.Codecs.Uncompressed),
	}
	for _, c := range s.singles {
		if c.kind != kindEvidence {
			props = append(props, parquet.WithDictionaryFor(c.name, false), parquet.WithCompressionFor(c.name, compress.Codecs.Zstd))
		}
	}
	return parquet.NewWriterProperties(props...)
}

// footer is the key-value metadata of a file, with the Arrow schema where other
// readers look for it: it holds what Parquet's own cannot, such as descriptions.
func footer(s *arrow.Schema, meta arrow.Metadata) (metadata.KeyValueMetadata, error) {
	kv := make(metadata.KeyValueMetadata, 0)
	for i, k := range meta.Keys() {
		if err := kv.Append(k, meta.Values()[i]); err != nil {
			return nil, err
		}
	}
	var buf bytes.Buffer
	w := ipc.NewWriter(&buf, ipc.WithSchema(s))
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("serialise the Arrow schema: %w", err)
	}
	return kv, kv.Append("ARROW:schema", base64.StdEncoding.EncodeToString(buf.Bytes()))
}
