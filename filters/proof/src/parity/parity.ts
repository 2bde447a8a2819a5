import { subjects } from '../subjects/index.js';
import { requestAtRandom } from './at-random.js';
import { scriptedRequests } from './script.js';
import { type Compared, type Counted, SideBySide } from './side-by-side.js';

export interface Comparison {
  requests: Compared[];
  counted: Counted;
}

/** Sends every scripted request to the host and to a real Envoy, one after the other, and compares what is seen. */
export async function compareScript(binary: string): Promise<Comparison> {
  const sides = await SideBySide.start(binary);
  try {
    const requests: Compared[] = [];
    for (const request of await scriptedRequests()) {
      for (let time = 0; time < (request.times ?? 1); time++) {
        const compared = await sides.compare(request);
        if (!compared) throw new Error(`Envoy takes "${request.about}" for no request`);
        requests.push(compared);
      }
    }
    return { requests, counted: await sides.counted() };
  } finally {
    await sides.stop();
  }
}

/** Sends mutated requests to both sides: nobody says what is right, but both must agree. */
export async function compareAtRandom(binary: string, seed: number, count: number): Promise<Compared[]> {
  const sides = await SideBySide.start(binary);
  try {
    const requests: Compared[] = [];
    for (let number = 0; number < count; number++) {
      const request = requestAtRandom(subjects, seed, number);
      const compared = await sides.compare(request);
      if (compared) requests.push({ ...compared, about: JSON.stringify(request) });
    }
    return requests;
  } finally {
    await sides.stop();
  }
}
