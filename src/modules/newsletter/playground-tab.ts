/** Document of the playground tab of newsletters. */
export const NEWSLETTERS_TAB = `# The newsletters, each with its last issue.
# To sign up: mutation { subscribeToNewsletter(input: {...}) { accepted } }
query Newsletters {
  newsletters {
    slug
    name
    description
    schedule
    issues(first: 1) {
      totalCount
      nodes {
        number
        subject
        sentAt
        articles {
          title
          path
        }
      }
    }
  }
}
`;
