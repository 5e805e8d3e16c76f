export { BrokerProbe } from './broker/broker.probe';
export { Consumes } from './consume/consumes.decorator';
export type { MessageHandler, Received } from './consume/consumes.decorator';
export { MessagingModule } from './messaging.module';
export type { MessagingOptions } from './messaging.options';
export { MessagePublisher } from './publish/message.publisher';
export { PublishFailed } from './publish/publish-failed';
export type { PublishFailedCode } from './publish/publish-failed';
export { currentTraceparent } from './telemetry/trace-headers';
