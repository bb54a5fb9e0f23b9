import { Schema } from 'mongoose';

/**
 * `bankStatements`: every message from the bank as it came, and what became of each of its transactions. `_id` is
 * made of its bytes, so that the same message is kept once. Shape: `shared/persistence/bank-statements.ts`.
 */
export const bankStatementSchema = new Schema(
  {
    _id: String,
    ver: Number,
    message: String,
    messageId: String,
    sha256: String,
    importedBy: String,
    importedAt: String,
    rows: [Schema.Types.Mixed],
    matchedCount: Number,
    unmatchedCount: Number,
    gzip: Buffer,
  },
  { collection: 'bankStatements', versionKey: false, strict: 'throw' },
);

// The newest first.
bankStatementSchema.index({ importedAt: -1, _id: -1 });
