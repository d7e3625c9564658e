import { isForOther } from '../../target/fileTarget';
import type { DockerfileReading } from '../dockerfile/readDockerfile';
import type { FileWork, Work } from './work';

const marks = /\{\{|\{%|<%/;

/** Says why nothing of a Dockerfile is converted, where that is so. */
export function isRefused(path: string, reading: DockerfileReading, file: FileWork, work: Work): boolean {
  const { t, target } = work;
  const [first] = reading.stages;
  const { start, end } = first?.from ?? { start: 0, end: 0 };
  const template = reading.instructions.find(
    (one) =>
      (one.keyword === 'FROM' || marks.test(one.keyword)) && marks.test(file.text.slice(one.start, one.end)),
  );
  if (template) {
    const message = t('This is a template: convert the Dockerfiles that are made of it, or itself by hand');
    file.problem('template', template.start, template.end, message);
    return true;
  }
  if (first && /windows/i.test(path)) {
    file.problem('no-base', start, end, t('This Dockerfile is for Windows'));
    return true;
  }
  if (first && isForOther(path, target)) {
    const message = t(
      'By its name this Dockerfile is for another architecture; copy it to one for {0} and convert that',
      target.goarch,
    );
    file.problem('architecture', start, end, message);
    return true;
  }
  return false;
}
