import { format } from './formats.js';

export const upload = {
  title: 'Upload',
  lead: 'JPEG, PNG, WebP, GIF, TIFF or AVIF, up to 20 MB each. Each counts one against your plan.',
  files: 'Pictures',
  choose: 'Drop pictures here, or choose them',
  chooseDetail: 'Several at once are welcome',
  list: 'Pictures to upload',
  submit: (count: number) =>
    count === 0 ? 'Upload' : `Upload ${format.count(count, { one: 'picture', other: 'pictures' })}`,
  retryFailed: 'Retry all that failed',
  clearDone: 'Clear what is done',
  summary: (done: number, total: number) => `${done} of ${total} uploaded`,
  remove: (name: string) => `Remove ${name}`,
  cancel: (name: string) => `Cancel ${name}`,
  retry: (name: string) => `Retry ${name}`,
  view: (title: string) => `See ${title}`,
  progress: (name: string) => `Progress of ${name}`,
  states: {
    ready: 'Ready',
    waiting: 'Waiting for its turn',
    sending: (share: number) => `Sending, ${format.percent(share)}`,
    storing: 'Sent; the hub checks and stores it',
    done: 'Stored',
    cancelled: 'Cancelled',
    failed: 'Failed',
  },
  details: 'Details',
  noPicture: 'This file is no picture.',
  tooBig: (size: number) => `This file has ${format.bytes(size)}; at most 20 MB can be uploaded.`,
};
