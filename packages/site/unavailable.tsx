'use client';

/** What is shown in place of a page that cannot be rendered, as while the gateway is away. */
export default function Unavailable() {
  return (
    <main className="unavailable">
      <h1 className="heading">Back in a moment</h1>
      <p>This page cannot be shown right now. Please try again in a few minutes.</p>
    </main>
  );
}
