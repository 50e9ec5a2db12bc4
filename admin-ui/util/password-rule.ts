/** As the API's description has it; the hub also refuses what is easy to guess. */
export const PASSWORD_LENGTH_MIN = 10;
