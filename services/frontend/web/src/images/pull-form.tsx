import { Button, NativeSelect, NumberInput, SimpleGrid, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { FITS, FORMATS, type PullParameters } from '../api/images.js';
import { Problem } from '../api/problem.js';
import { texts } from '../texts.js';

/** What the fields hold: a number field that is empty holds ''. */
interface PullFields {
  w: number | string;
  h: number | string;
  fit: string;
  format: string;
  quality: number | string;
}

interface PullFormProps {
  loading: boolean;
  error: unknown;
  onPull: (parameters: PullParameters) => void;
}

export function PullForm({ loading, error, onPull }: PullFormProps) {
  const form = useForm<PullFields>({
    initialValues: { w: 800, h: '', fit: 'inside', format: 'webp', quality: 80 },
  });
  const wrong = (field: keyof PullFields) =>
    error instanceof Problem ? error.fields.find((entry) => entry.field === field)?.message : undefined;
  const size = { suffix: ` ${texts.pull.pixels}`, allowDecimal: false, allowNegative: false, min: 1 };
  return (
    <form noValidate onSubmit={form.onSubmit((values) => onPull(toParameters(values)))}>
      <Stack gap="md">
        <SimpleGrid cols={2} spacing="md">
          <NumberInput
            label={texts.pull.width}
            placeholder={texts.pull.automatic}
            {...size}
            clampBehavior="none"
            {...form.getInputProps('w')}
            error={wrong('w')}
          />
          <NumberInput
            label={texts.pull.height}
            placeholder={texts.pull.automatic}
            {...size}
            clampBehavior="none"
            {...form.getInputProps('h')}
            error={wrong('h')}
          />
        </SimpleGrid>
        <NativeSelect
          label={texts.pull.fit}
          data={FITS.map((value) => ({ value, label: texts.pull.fits[value] }))}
          {...form.getInputProps('fit')}
          error={wrong('fit')}
        />
        <SimpleGrid cols={2} spacing="md">
          <NativeSelect
            label={texts.pull.format}
            data={[
              { value: '', label: texts.pull.anyFormat },
              ...FORMATS.map((value) => ({ value, label: value.toUpperCase() })),
            ]}
            {...form.getInputProps('format')}
            error={wrong('format')}
          />
          <NumberInput
            label={texts.pull.quality}
            placeholder={texts.pull.automatic}
            allowDecimal={false}
            allowNegative={false}
            min={1}
            clampBehavior="none"
            {...form.getInputProps('quality')}
            error={wrong('quality')}
          />
        </SimpleGrid>
        <Button type="submit" size="md" loading={loading}>
          {texts.pull.submit}
        </Button>
      </Stack>
    </form>
  );
}

function toParameters({ w, h, fit, format, quality }: PullFields): PullParameters {
  const parameters: PullParameters = {};
  if (w !== '') parameters.w = Number(w);
  if (h !== '') parameters.h = Number(h);
  // Without both sides there is no box to fit into.
  if (w !== '' && h !== '') parameters.fit = FITS.find((value) => value === fit);
  if (format !== '') parameters.format = FORMATS.find((value) => value === format);
  if (quality !== '') parameters.quality = Number(quality);
  return parameters;
}
