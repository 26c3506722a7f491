// Times as Google Benchmark 1.7 writes them, so that the report takes them as it takes ours.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({
  options: {
    out: { type: 'string' },
    repetitions: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '0.2' },
  },
});
const repetitions = Number(options.repetitions);
const nanoseconds = Number(options.seconds) * 1e9;
const rows = [];

const median = (sorted) => (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
const spread = (samples) => {
  const mean = samples.reduce((sum, sample) => sum + sample, 0) / samples.length;
  const squares = samples.reduce((sum, sample) => sum + (sample - mean) ** 2, 0);
  return samples.length > 1 ? Math.sqrt(squares / (samples.length - 1)) / mean : 0;
};

/** One figure from samples in nanoseconds; `counters` land beside it. */
export function record(name, samples, counters = {}) {
  const sorted = [...samples].sort((a, b) => a - b);
  const row = { run_name: name, run_type: 'aggregate', time_unit: 'ns' };
  rows.push({ ...row, aggregate_name: 'median', real_time: median(sorted), ...counters });
  rows.push({ ...row, aggregate_name: 'cv', real_time: spread(samples) });
}

/** The time of one `call(n)`, which may be asynchronous: repeated as long as the command line says. */
export async function measure(name, call, counters = {}) {
  const samples = [];
  let n = 0;
  for (let repetition = -1; repetition < repetitions; ++repetition) { // the first warms the compiler up
    let calls = 0;
    const begun = process.hrtime.bigint();
    let passed = 0;
    do {
      await call(n++);
      ++calls;
      passed = Number(process.hrtime.bigint() - begun);
    } while (passed < nanoseconds);
    if (repetition >= 0) samples.push(passed / calls);
  }
  record(name, samples, counters);
}

export function write() {
  writeFileSync(options.out, JSON.stringify({ benchmarks: rows }, null, 2) + '\n');
}
