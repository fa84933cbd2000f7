<?php
/**
 * Previews on the front end.
 *
 * @package Dateline
 */

defined( 'ABSPATH' ) || exit;

/** Leads the preview button to the draft on the front end. */
class Dateline_Preview {

	/** Seconds between autosaves while a post is written, so that an open preview follows. */
	const AUTOSAVE_SECONDS = 5;

	/** Registers the hooks. */
	public static function register() {
		add_filter( 'preview_post_link', array( __CLASS__, 'filter_link' ), 20, 2 );
		add_action( 'admin_post_dateline_preview', array( __CLASS__, 'show_from_admin' ) );
		add_action( 'template_redirect', array( __CLASS__, 'show_from_site' ), 1 );
		add_filter( 'block_editor_settings_all', array( __CLASS__, 'filter_editor_settings' ) );
		foreach ( DATELINE_POST_TYPES as $type ) {
			add_filter( "rest_prepare_$type", array( __CLASS__, 'filter_draft' ), 20, 2 );
		}
	}

	/**
	 * Returns the address that opens a preview.
	 *
	 * @param string  $link Address of WordPress's own preview.
	 * @param WP_Post $post The post.
	 */
	public static function filter_link( $link, $post ) {
		if ( ! in_array( $post->post_type, DATELINE_POST_TYPES, true ) ) {
			return $link;
		}
		return add_query_arg(
			array(
				'action' => 'dateline_preview',
				'post'   => $post->ID,
			),
			admin_url( 'admin-post.php' )
		);
	}

	/**
	 * Changes the link of a draft, which the block editor opens in place of its preview link. On a site whose home is the
	 * front end, WordPress would not see that request.
	 *
	 * @param WP_REST_Response $response The response.
	 * @param WP_Post          $post     The post.
	 */
	public static function filter_draft( $response, $post ) {
		$is_editor   = isset( $_SERVER['HTTP_X_WP_NONCE'] ) && 'publish' !== $post->post_status;
		$is_headless = wp_parse_url( home_url(), PHP_URL_HOST ) !== wp_parse_url( site_url(), PHP_URL_HOST );
		if ( $is_editor && $is_headless && ! Dateline_Payload::is_building() ) {
			$response->data['link'] = self::filter_link( $response->data['link'], $post );
		}
		return $response;
	}

	/** Opens the preview of the post that `post` names. */
	public static function show_from_admin() {
		// phpcs:ignore WordPress.Security.NonceVerification.Recommended -- Changes nothing: it sends what is saved.
		self::show( isset( $_GET['post'] ) ? absint( $_GET['post'] ) : 0 );
	}

	/** Opens the preview in place of WordPress's own one, which the block editor links for drafts. */
	public static function show_from_site() {
		if ( is_preview() && in_array( get_post_type(), DATELINE_POST_TYPES, true ) && ! isset( $_GET['dateline'] ) ) { // phpcs:ignore WordPress.Security.NonceVerification.Recommended
			self::show( get_queried_object_id() );
		}
	}

	/**
	 * Pushes a post and redirects to its preview link.
	 *
	 * @param int $post_id ID of the post.
	 */
	private static function show( $post_id ) {
		$post = get_post( $post_id );
		if ( ! $post || ! current_user_can( 'edit_post', $post_id ) ) {
			wp_die( esc_html__( 'You are not allowed to preview this post.', 'dateline' ), '', array( 'response' => 403 ) );
		}
		nocache_headers();
		if ( ! Dateline_Queue::find( $post_id ) ) {
			Dateline_Queue::add( $post_id, $post->post_type );
		}
		$user     = wp_get_current_user();
		$cache    = "dateline_preview_{$post_id}_{$user->ID}";
		$url      = get_transient( $cache );
		$response = Dateline_Queue::send( $post_id, 10, $url ? '' : "WordPress: $user->display_name" );
		if ( ! is_wp_error( $response ) && ! empty( $response['previewUrl'] ) ) {
			$url = $response['previewUrl'];
			set_transient( $cache, $url, 6 * HOUR_IN_SECONDS );
		}
		if ( is_wp_error( $response ) || ! $url ) {
			self::explain( $post, $response );
		}
		wp_redirect( $url ); // phpcs:ignore WordPress.Security.SafeRedirect.wp_redirect_wp_redirect -- The front end, as the gateway names it.
		exit;
	}

	/**
	 * Says why there is no preview, and links WordPress's own one.
	 *
	 * @param WP_Post        $post     The post.
	 * @param array|WP_Error $response The response of the gateway.
	 */
	private static function explain( $post, $response ) {
		$reasons = is_wp_error( $response ) ? array( $response->get_error_message() ) : ( $response['reasons'] ?? array() );
		$own     = add_query_arg(
			array(
				'p'        => $post->ID,
				'preview'  => 'true',
				'dateline' => 'off',
			),
			site_url( '/' )
		);
		wp_die(
			'<h1>' . esc_html__( 'The preview on the site is not available', 'dateline' ) . '</h1><p>' . esc_html( implode( ' ', $reasons ) ) . '</p><p>' .
			esc_html__( 'Your text is saved in WordPress, and is sent to the site as soon as that is possible.', 'dateline' ) . '</p><p><a href="' .
			esc_url( $own ) . '">' . esc_html__( 'Show it in WordPress', 'dateline' ) . '</a></p>',
			'',
			array( 'response' => 502 )
		);
	}

	/**
	 * Saves what is typed in the block editor more often.
	 *
	 * @param array $settings Settings of the editor.
	 */
	public static function filter_editor_settings( $settings ) {
		$settings['autosaveInterval'] = self::AUTOSAVE_SECONDS;
		return $settings;
	}
}
