import {
  Button,
  Group,
  NativeSelect,
  NumberInput,
  SegmentedControl,
  Slider,
  Stack,
  Switch,
  Text,
} from '@mantine/core';
import { Problem } from '../api/problem.js';
import { FITS, FORMATS } from '../api/pulls.js';
import type { Image } from '../api/types.js';
import { texts } from '../texts.js';
import classes from './picture.module.css';
import { expectedSize, isLossy, type PullFields } from './pull-fields.js';
import type { Preview } from './use-preview.js';

/** The service refuses more. */
const MAX_SIDE = 4096;

/** Size, format and quality of a pull. */
export function PullControls({ image, preview }: { image: Image; preview: Preview }) {
  const { fields, change, pull, live } = preview;
  const expected = expectedSize(image, preview.parameters);
  const wrong = (field: keyof PullFields) =>
    pull.error instanceof Problem
      ? pull.error.fields.find((entry) => entry.field === field)?.message
      : undefined;
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        preview.submit();
      }}
    >
      <Stack gap="md">
        <div>
          <Text size="sm" fw={500} id="format-label" mb={4}>
            {texts.pull.format}
          </Text>
          <SegmentedControl
            fullWidth
            aria-labelledby="format-label"
            value={fields.format}
            onChange={(format) => change({ format: FORMATS.find((value) => value === format) ?? '' })}
            data={(['', ...FORMATS] as const).map((value) => ({ value, label: texts.pull.formats[value] }))}
          />
        </div>
        <div>
          <div className={classes.size}>
            <SideInput
              label={texts.pull.width}
              value={fields.w}
              error={wrong('w')}
              onChange={(w) => change({ w })}
            />
            <SideInput
              label={texts.pull.height}
              value={fields.h}
              error={wrong('h')}
              onChange={(h) => change({ h })}
            />
            <NumberInput
              label={texts.pull.quality}
              placeholder={texts.pull.automatic}
              disabled={!isLossy(fields.format)}
              allowDecimal={false}
              allowNegative={false}
              hideControls
              min={1}
              step={5}
              clampBehavior="none"
              value={fields.quality}
              onChange={(value) => change({ quality: wholeOrNone(value) })}
              error={wrong('quality')}
            />
          </div>
          <Slider
            mt="sm"
            min={16}
            max={Math.min(MAX_SIDE, image.width)}
            step={16}
            label={null}
            thumbLabel={texts.pull.width}
            value={fields.w === '' ? Math.min(MAX_SIDE, image.width) : fields.w}
            onChange={(w) => change({ w })}
          />
          <Text size="sm" c="var(--hub-quiet)" mt={6}>
            {texts.pull.expected(expected.width, expected.height)}
          </Text>
        </div>
        {fields.w !== '' && fields.h !== '' && (
          <NativeSelect
            label={texts.pull.fit}
            data={FITS.map((value) => ({ value, label: texts.pull.fits[value] }))}
            value={fields.fit}
            onChange={({ currentTarget }) =>
              change({ fit: FITS.find((value) => value === currentTarget.value) ?? 'inside' })
            }
            error={wrong('fit')}
          />
        )}
        <Group wrap="nowrap" justify="space-between" gap="lg">
          <Switch
            label={texts.pull.live}
            description={texts.pull.liveHint}
            checked={live}
            onChange={({ currentTarget }) => preview.setLive(currentTarget.checked)}
          />
          <Button type="submit" size="md" px="lg" loading={pull.isPending} className={classes.submit}>
            {texts.pull.submit}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface SideInputProps {
  label: string;
  value: number | '';
  error: string | undefined;
  onChange: (value: number | '') => void;
}

function SideInput({ label, value, error, onChange }: SideInputProps) {
  return (
    <NumberInput
      label={label}
      placeholder={texts.pull.automatic}
      suffix={` ${texts.pull.pixels}`}
      allowDecimal={false}
      allowNegative={false}
      hideControls
      min={1}
      step={100}
      clampBehavior="none"
      value={value}
      onChange={(next) => onChange(wholeOrNone(next))}
      error={error}
    />
  );
}

function wholeOrNone(value: number | string): number | '' {
  return value === '' || !Number.isFinite(Number(value)) ? '' : Number(value);
}
