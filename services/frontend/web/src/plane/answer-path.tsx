import type { ReactNode } from 'react';
import type { Answer } from '../api/answer.js';
import { texts } from '../texts.js';
import classes from './answer-path.module.css';
import { answererOf, classOf, serviceOf, timingOf } from './route.js';

/** The way of one request: from part to part of the mesh, with what each decided, and where it was answered. */
export function AnswerPath({ answer }: { answer: Answer }) {
  const service = serviceOf(answer);
  const answerer = answererOf(answer);
  return (
    <div className={classes.detail}>
      <ol className={classes.hops} aria-label={texts.answer.path}>
        <Hop name={texts.answer.browser}>
          <span>
            {answer.method} <span className={classes.url}>{answer.path}</span>
          </span>
          <span className={classes.quiet}>{texts.answer.browserTotal(answer.duration)}</span>
        </Hop>
        <EdgeHop answer={answer} stopped={answerer === 'edge'} />
        {answerer !== 'edge' && (
          <SidecarHop answer={answer} service={service} stopped={answerer === 'sidecar'} />
        )}
        <ServiceHop answer={answer} service={service} />
      </ol>
      <Timing answer={answer} />
      <details className={classes.headers}>
        <summary>{texts.answer.headers}</summary>
        <dl>
          {answer.headers.map(([name, value]) => (
            <div key={`${name} ${value}`}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </details>
    </div>
  );
}

interface HopProps {
  name: string;
  state?: 'passed' | 'stopped' | 'unreached';
  children: ReactNode;
}

function Hop({ name, state = 'passed', children }: HopProps) {
  return (
    <li className={classes.hop} data-state={state}>
      <span className={classes.name}>{name}</span>
      <div className={classes.facts}>{children}</div>
    </li>
  );
}

function EdgeHop({ answer, stopped }: { answer: Answer; stopped: boolean }) {
  const name = classOf(answer);
  return (
    <Hop name={texts.answer.edge} state={stopped ? 'stopped' : 'passed'}>
      {name && <span>{texts.answer.edgeClass(name)}</span>}
      {answer.variants.map(({ experiment, variant }) => (
        <span key={experiment}>{texts.answer.variant(experiment, variant)}</span>
      ))}
      {stopped && <span className={classes.stop}>{texts.answer.stopped(answer.status)}</span>}
    </Hop>
  );
}

function SidecarHop({ answer, service, stopped }: { answer: Answer; service: string; stopped: boolean }) {
  const { quota, status, decidedLocally } = answer;
  const refused = stopped && status === 429;
  return (
    <Hop name={texts.answer.sidecar(service)} state={stopped ? 'stopped' : 'passed'}>
      {quota ? (
        <>
          <span>{refused ? texts.answer.refused(quota.policy) : texts.answer.admitted(quota.policy)}</span>
          <span className={classes.quota}>
            {texts.answer.quota(quota.remaining, quota.limit)},{' '}
            {texts.answer.resets(Math.round((quota.resetAt - answer.startedAt - answer.duration) / 1000))}
          </span>
          {decidedLocally && <span>{texts.answer.ledgerLocal}</span>}
        </>
      ) : (
        <span className={classes.quiet}>{texts.answer.uncounted}</span>
      )}
      {stopped && <span className={classes.stop}>{texts.answer.stopped(status)}</span>}
    </Hop>
  );
}

function ServiceHop({ answer, service }: { answer: Answer; service: string }) {
  const { servedBy, status, bytes, mediaType, cache, upstream } = answer;
  if (!servedBy) {
    return (
      <Hop name={service} state="unreached">
        <span className={classes.quiet}>{texts.answer.unreached}</span>
      </Hop>
    );
  }
  return (
    <Hop name={`${service} ${texts.answer.instance(servedBy.version, servedBy.tier)}`}>
      <span>
        {texts.answer.status(status)}
        {bytes !== undefined && mediaType && ` · ${texts.answer.bytes(bytes, mediaType)}`}
      </span>
      {cache && <span className={classes.quiet}>{texts.answer.cache(cache)}</span>}
      {upstream !== undefined && <span className={classes.quiet}>{texts.answer.upstream(upstream)}</span>}
    </Hop>
  );
}

/** Where the time went. Widths are set through the element's own style object, which the page's policy allows. */
function Timing({ answer }: { answer: Answer }) {
  if (answer.upstream === undefined) return null;
  const { edge, upstream } = timingOf(answer);
  const parts = answer.serverTiming.map(({ name, duration }) => `${name} ${texts.format.ms(duration)}`);
  return (
    <div className={classes.timing}>
      <div className={classes.track} aria-hidden>
        <span style={{ flexGrow: edge }} data-part="edge" />
        <span style={{ flexGrow: upstream }} data-part="upstream" />
      </div>
      <p>
        {texts.answer.timing}: {texts.format.ms(edge)} {texts.answer.timingEdge}, {texts.format.ms(upstream)}{' '}
        {texts.answer.timingUpstream}
        {parts.length > 0 && ` (${parts.join(', ')})`}
      </p>
    </div>
  );
}
