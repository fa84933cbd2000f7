<?php
/**
 * Requests to the gateway.
 *
 * @package Dateline
 */

defined( 'ABSPATH' ) || exit;

/** Sends requests to the gateway, the only server that the plugin talks to. */
class Dateline_Gateway {

	/** Returns the address of the gateway without a slash at the end. The constant DATELINE_URL precedes the setting. */
	public static function url() {
		$url = defined( 'DATELINE_URL' ) ? DATELINE_URL : get_option( 'dateline_url', '' );
		return preg_replace( '#(/graphql)?/*$#', '', trim( (string) $url ) );
	}

	/** Returns the API key. The constant DATELINE_KEY precedes the setting. */
	public static function key() {
		return trim( (string) ( defined( 'DATELINE_KEY' ) ? DATELINE_KEY : get_option( 'dateline_key', '' ) ) );
	}

	/** Returns true if there are an address and a key. */
	public static function is_configured() {
		return '' !== self::url() && '' !== self::key();
	}

	/**
	 * Pushes a post.
	 *
	 * @param string $json    Body of the request.
	 * @param int    $timeout Seconds after which the request is given up.
	 * @return array|WP_Error The response: `outcome`, `reasons`, `article` and `previewUrl`.
	 */
	public static function push( $json, $timeout ) {
		return self::request( 'POST', $timeout, $json );
	}

	/**
	 * Asks which site the gateway syncs.
	 *
	 * @return array|WP_Error The response: `site`.
	 */
	public static function test() {
		return self::request( 'GET', 10 );
	}

	/**
	 * Sends a request.
	 *
	 * @param string      $method  HTTP method.
	 * @param int         $timeout Seconds after which the request is given up.
	 * @param string|null $body    JSON.
	 * @return array|WP_Error
	 */
	private static function request( $method, $timeout, $body = null ) {
		$response = wp_remote_request(
			self::url() . '/sync/wordpress',
			array(
				'method'      => $method,
				'timeout'     => $timeout,
				'redirection' => 0,
				'body'        => $body,
				'headers'     => array(
					'Authorization' => 'Bearer ' . self::key(),
					'Content-Type'  => 'application/json',
					'Accept'        => 'application/json',
				),
			)
		);
		if ( is_wp_error( $response ) ) {
			return $response;
		}
		$status = wp_remote_retrieve_response_code( $response );
		$data   = json_decode( wp_remote_retrieve_body( $response ), true );
		if ( 200 === $status && is_array( $data ) ) {
			return $data;
		}
		return new WP_Error( 'dateline_' . $status, self::explain( $status, $data ), array( 'status' => $status ) );
	}

	/**
	 * Explains a response that is not the expected one.
	 *
	 * @param int   $status HTTP status.
	 * @param mixed $data   Decoded body.
	 */
	private static function explain( $status, $data ) {
		if ( 404 === $status ) {
			return __( 'There is no gateway at this address, or its setting WORDPRESS_URL is missing.', 'dateline' );
		}
		if ( isset( $data['errors'][0]['message'] ) ) {
			return (string) $data['errors'][0]['message'];
		}
		/* translators: %d: HTTP status. */
		return sprintf( __( 'The gateway responded with status %d.', 'dateline' ), $status );
	}
}
