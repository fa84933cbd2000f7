// A worker of a gateway that listens at once, does nothing, and ends by SIGTERM.
process.on('SIGTERM', () => process.exit(0));
process.send({ type: 'ready', text: 'ready' });
