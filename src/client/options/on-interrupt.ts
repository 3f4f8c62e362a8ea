/** What a signal does to a command that follows its run. */
export const onInterruptChoices = ['ask', 'cancel', 'detach'] as const;
export type OnInterrupt = (typeof onInterruptChoices)[number];
