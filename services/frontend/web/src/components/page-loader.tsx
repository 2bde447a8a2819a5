import { Center, Loader } from '@mantine/core';
import { texts } from '../texts.js';

export function PageLoader() {
  return (
    <Center mih="60vh">
      <Loader aria-label={texts.loading} />
    </Center>
  );
}
