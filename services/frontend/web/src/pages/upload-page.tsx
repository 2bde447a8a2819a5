import { Button, Container, Radio, Stack, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { generatePath, useNavigate } from 'react-router';
import { PAGES } from '../../../src/pages.js';
import { type Image, useUpload } from '../api/images.js';
import { FileField } from '../components/file-field.js';
import { PageHeader } from '../components/page-header.js';
import { Panel } from '../components/panel.js';
import { RequestFailure } from '../components/request-failure.js';
import { texts } from '../texts.js';

/** The service refuses more too; told here, nobody waits for an upload that cannot succeed. */
const MAX_BYTES = 20_000_000;
const ACCEPT = 'image/jpeg,image/png,image/webp,image/gif,image/tiff,image/avif';

interface UploadFields {
  file: File | null;
  title: string;
  tags: string;
  visibility: Image['visibility'];
}

export function UploadPage() {
  const navigate = useNavigate();
  const upload = useUpload();
  const form = useForm<UploadFields>({
    initialValues: { file: null, title: '', tags: '', visibility: 'public' },
    validate: { file: fileError, title: isNotEmpty(texts.upload.noTitle) },
    // Whoever picks another file sees at once whether that one fits.
    validateInputOnChange: ['file'],
  });

  function choose(file: File | null) {
    form.setFieldValue('file', file);
    if (file && form.getValues().title === '') form.setFieldValue('title', titleFrom(file.name));
  }

  function submit({ file, ...fields }: UploadFields) {
    if (!file) return;
    upload.mutate(
      { file, ...fields },
      { onSuccess: ({ id }) => navigate(generatePath(PAGES.image, { id })) },
    );
  }

  return (
    <Container size={640} px={0}>
      <Stack gap="lg">
        <PageHeader title={texts.upload.title} lead={texts.upload.lead} />
        <Panel>
          <form noValidate onSubmit={form.onSubmit(submit)}>
            <Stack>
              <FileField
                label={texts.upload.file}
                accept={ACCEPT}
                value={form.values.file}
                error={form.errors.file}
                onChange={choose}
              />
              <TextInput
                label={texts.upload.name}
                size="md"
                maxLength={200}
                {...form.getInputProps('title')}
              />
              <TextInput
                label={texts.upload.tags}
                description={texts.upload.tagsHint}
                size="md"
                {...form.getInputProps('tags')}
              />
              <Radio.Group label={texts.upload.visibility} size="md" {...form.getInputProps('visibility')}>
                <Stack gap="xs" mt={6}>
                  <Radio value="public" label={texts.upload.public} description={texts.upload.publicHint} />
                  <Radio
                    value="private"
                    label={texts.upload.private}
                    description={texts.upload.privateHint}
                  />
                </Stack>
              </Radio.Group>
              {upload.isError && <RequestFailure error={upload.error} />}
              <Button type="submit" size="md" loading={upload.isPending}>
                {texts.upload.submit}
              </Button>
            </Stack>
          </form>
        </Panel>
      </Stack>
    </Container>
  );
}

function fileError(file: File | null): string | null {
  if (!file) return texts.upload.noFile;
  if (file.size > MAX_BYTES) return texts.upload.tooBig(file.size);
  return null;
}

/** "sea_at-dusk.jpg" is a fair first title as "sea at dusk". */
function titleFrom(fileName: string): string {
  return fileName
    .replace(/\.[^.]+$/, '')
    .replaceAll(/[_-]+/g, ' ')
    .trim();
}
