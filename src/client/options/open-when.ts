/** When a command that follows its run shows the HTML report at the end. */
export const openWhenChoices = ['never', 'on-failure', 'always'] as const;
export type OpenWhen = (typeof openWhenChoices)[number];
